/** How the report looks: on a phone each row of a table becomes a card, with its headings beside the values. */
export const STYLE = `
:root{color-scheme:dark;--ground:#000;--card:#101010;--line:#2a2a2a;--text:#f2f2f2;--soft:#a3a3a3;--dim:#6b6b6b;--accent:#ff3d47;--bad:#ff9b9b}
body{margin:0 auto;max-width:60rem;padding:2rem 1rem 4rem;background:var(--ground);color:var(--text);font:16px/1.5 system-ui,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
h1{font-size:1.6rem;margin:0 0 .5rem}h2{font-size:1.1rem;margin:2.5rem 0 .75rem}
.card,figure{background:var(--card);border:1px solid var(--line);border-radius:24px;padding:1.25rem 1.5rem;margin:1rem 0}
.card.failed{border-color:var(--accent)}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top;min-width:5rem}
th{color:var(--soft);font-weight:500}tr:last-child td,tr:last-child th{border-bottom:0}
.long{min-width:16rem}.time{white-space:nowrap}.missed,.unreachable{color:var(--bad)}
figcaption{color:var(--soft);margin-bottom:.75rem}figcaption span{margin-left:.75rem}
figcaption .main{color:var(--text)}figcaption .soft{color:var(--soft)}figcaption .bad{color:var(--bad)}
.plot{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.25rem .5rem;color:var(--soft);font-size:.8125rem;line-height:1}
.scale{display:flex;flex-direction:column;justify-content:space-between;text-align:right}
.ends{grid-column:2;display:flex;justify-content:space-between}
svg{width:100%;height:10rem;display:block}svg path{fill:none;stroke-width:1.5;vector-effect:non-scaling-stroke}
.axis{stroke:var(--line)}path.main{stroke:var(--text)}path.soft{stroke:var(--dim)}path.bad{stroke:var(--accent)}
@media (prefers-color-scheme:light){:root{color-scheme:light;--ground:#fff;--card:#fafafa;--line:#dcdcdc;--text:#141414;--soft:#5c5c5c;--dim:#9a9a9a;--accent:#c20710;--bad:#a3060e}}
@media (max-width:40rem){
.card,figure{padding:1rem;border-radius:16px}
.stacked,.stacked tbody{display:block}.stacked .heads{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.stacked tr{display:block;padding:.6rem 0;border-bottom:1px solid var(--line)}.stacked tr:first-child,.stacked .heads+tr{padding-top:0}.stacked tr:last-child{padding-bottom:0;border-bottom:0}
.stacked th,.stacked td{display:block;min-width:0;border:0;padding:.1rem 0}
.stacked td[data-head]{display:grid;grid-template-columns:6rem minmax(0,1fr);gap:.75rem}.stacked td::before{content:attr(data-head);color:var(--soft)}
.stacked td:empty{display:none}}
@media print{body{background:#fff;color:#000}}`

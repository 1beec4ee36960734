/** The story as it was posted: headings, a summary at the end, and the odds and ends that a forum leaves in a text. */
export const STORY_TEXT = `
# The Road in the Water

*Long one, sorry. The train was late &amp; I had nobody to tell it to.*

## Chapter 1: Two Maps

### The Office of Lines

The survey office owned two maps of the Pale, and they disagreed by one road.   On the first map the salt lay blank from shore to shore, forty miles of nothing, drawn with the confidence of a man who had stayed in his tent. On the second a thin ink line left the village of Sill, ran nine miles north, and ended at a small square with no name.

Oda Verrill was given both maps, a brass theodolite, a tin of pencils and three weeks. "One of them is wrong," said the director, who liked questions to come in twos so that half of them could be thrown away. "Find out which."

She took the evening train. At every station fewer people got on than got off, until the carriage held only Oda, the theodolite and a low red sun.

### Arriving at Sill

Sill was eleven houses and a chapel, all of them facing away from the salt, the way people at a party face away from someone who has just been rude. Oda came down the single street at dusk with the theodolite on her shoulder like a sleeping child.

The woman who kept the post office also kept the only spare bed. Her name was Hesper, and she read the order from the survey office twice, once for the words and once for the stamp.

"There is no road," she said, "if that's what you're asking."

"There's one on the map."

"Then the map can carry you," said Hesper, and gave her soup, and a lamp, and a room whose window had been painted shut on the northern side.

### Nine Miles of Nothing

In the morning Oda walked out onto the Pale. It cracked under her boots in plates, each the size of a table, each with a raised white rim, and it went on until the noon glare rubbed out the difference between ground and sky.

She measured. She set a stake every quarter mile and took an angle from the chapel, and she wrote the figures small because she had learned her trade where paper was dear. At nine miles, where the ink line ended in its nameless square, she put down the last stake and turned a full circle.

There was salt. There was her own row of stakes going home. She wrote *nothing here* in the book, and then, being honest, added the time.

## Chapter 2: The Inch

### Weather from the North

It rained on the sixth night, which in Sill was spoken of quietly, like a relative coming home. Oda heard it walk across the roof and out onto the flat. Nobody in the village slept. From her bed she could hear doors, and low voices, and the small iron cough of lanterns being lit.

When she came down, Hesper was sitting in the dark kitchen with her coat on.

"How deep will it lie?" Oda asked.

"An inch. It's always an inch." Hesper turned a cup round in its saucer. "The hills let it down slowly, and the ground is as level as a held breath. It has nowhere to go. So it stays, and it looks up."

"For how long?"

"Four nights, if there's no wind. Your other map was made on the third."

### The Mirror

By the next evening the rain had gone and the Pale had become a second sky. Every star stood twice. The horizon was a seam that you could only find by putting your hand out and waiting for the cold.

The village had turned its chairs around. Eleven households sat on the northern side of their own walls with blankets over their knees, and nobody lit anything. A boy of about six leaned against Oda without asking, as if she were furniture.

"There," he said, and pointed, not up and not out, but down.

In the water, among the stars that were not there, a line of lights was burning. They ran north, evenly spaced, a quarter mile apart. Oda looked at the air above them. The air was empty all the way up to the moon.

### What the Theodolite Said

She did what she knew how to do. She levelled the brass on its three legs, ankle deep, and took an angle to the first light, and then to the one after it. She tilted the glass up by the same amount, to the place where a lamp would have to hang to throw such a reflection, and saw the dark and one slow satellite.

Thirty-six lights, a quarter mile apart: nine miles. She checked it three times and three times it came out whole.

"They're where your stakes are," said Hesper, beside her. She had rolled her skirt to the knee. "We thought you might like to know that you put them straight."

Oda let go of the instrument. It was the first time in years that she had let go of an instrument before the book was closed.

## Chapter 3: The Third Night

### The Way One Walks It

"You don't walk out to it," Hesper said on the third night. "You walk with it." She showed her. One kept one's eyes down, on the lights, and one's feet under one's own reflection, sole to sole. Whoever looked up was standing in a puddle. Whoever didn't was on a road.

Oda tied the lamp to her belt, unlit. She went slowly, with rings spreading from each step and shaking the stars, and after a hundred paces she understood that the rings had stopped. The water under her had gone as hard and quiet as glass. Beside her, upside down, there were milestones.

She counted them aloud so as to have something to hold. Behind her the village grew small, and its eleven dark chimneys hung from the edge of the world like bats.

### The House Without a Name

At nine miles there was a house. It stood on its roof in the sky below her, one window lit, a thread of smoke going down into the stars. A woman was sitting on the doorstep, drawing by lantern light. She had ink on her chin and a surveyor's tin beside her, and she did not seem surprised.

"You'll be from the office," said the woman in the water. Her voice came up cold through the soles of Oda's boots. "Did they keep my map?"

"They kept it. They think that it's wrong."

"They sent someone, though." The woman smiled at her drawing. "I put in one road too many, to see who would come and count. I've been forty years on the blank side, you know. Somebody has to do it. You can't map a thing from only one of its shores."

### A Question of Scale

They compared figures until the moon went over. The woman had measured everything that the water ever showed her: chapel and chimneys, the stakes, the trains she could hear and never see. Her sheets were very fine. Sill was there, house by house, with all its people facing her.

"They turn their chairs round, four nights a year," the woman said. "It is enough company, if you're busy."

Oda asked whether she wanted to come home. It seemed the thing to ask. The woman looked for a long time at the lamp on Oda's belt.

"Light that," she said, "so that I can get the distance."

Oda struck a match. And forty miles of stars, above and below, leaned in to look at one small flame, held up by two people, sole to sole.

## Chapter 4: One Line

### Wind

On the fourth day the wind came, an hour before dawn. It did not blow so much as breathe, and the road went out a lamp at a time, from the far end home. Oda ran the last mile through plain cold water, laughing, with her boots full.

Hesper was waiting at her window with a towel. The children were turning the chairs around to face the street.

"Well?" said Hesper.

"She says you've moved the chapel bell," said Oda, "and that she liked it better on the left."

Hesper sat down rather suddenly on the step. "She was my sister," she said, after a time. "She never could leave a blank alone." Then she laughed too, and the sun came up on both of them, pink and gold, and dried the Pale from edge to edge.

### The Report

The report that Oda Verrill sent in was four lines long. It stated that both maps were correct. It explained that the first showed the Pale in a dry season and the second in a wet one, and that the office would do well to print them on two sides of one sheet, thin enough to hold against a lamp.

It requested a new posting, to a place not on the list: resident surveyor, village of Sill, pay to be settled. Under *equipment needed* she had written: one chair.

The director read it in the late afternoon. He held the two maps together against the window, because nobody could see him do it, and the sun came through the paper and set the ink line burning, evenly, from shore to shore.

### Facing North

It still rains there about once a year. If you take the evening train to the end of it, and walk down past the chapel, you will find twelve houses now, and the twelfth has its door on the wrong side, towards the salt.

There are thirty-six stakes in the Pale, a quarter mile apart, painted white. Each has a hook for a lamp. On the third night, when the inch lies still, somebody with ink on her chin goes out and lights every one of them, nine miles, which takes until morning.

She doesn't need to. The road was always lit from the other side. But distance is a thing that two people measure together, and it is only polite, when someone holds a light up for you, to hold up one of your own.

***

EDIT: wow, thanks for reading!!
EDIT 2: No, I won't say which station.

TL;DR: Sent to find out which of two maps is wrong, a surveyor learns that a road can be true on one side of the water only, and that somebody has been keeping the other side.
`

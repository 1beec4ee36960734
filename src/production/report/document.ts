import type { ReportData } from './data.ts'

/** `production-report.json`: the report's data under the names of the contract. */
export function reportDocument(data: ReportData) {
  const { segments, timing, quality } = data
  return {
    run_id: data.run_id,
    status: data.status,
    status_reason: data.status_reason,
    generated_at: data.generated_at,
    started_at: data.started_at,
    updated_at: data.updated_at,
    segments: { ...segments, total: segments.total ?? null, remaining: segments.remaining ?? null },
    timing: {
      elapsed_seconds: timing.elapsedSeconds ?? 0,
      average_seconds: timing.averageSeconds ?? null,
      recent_average_seconds: timing.recentAverageSeconds ?? null,
      p95_seconds: timing.p95Seconds ?? null,
      trend: timing.trend,
      trend_percent: timing.trendPercent ?? 0,
    },
    failures: data.failures,
    quality: {
      validation_pass_rate: quality.validationPassRate ?? null,
      critical_violations: quality.criticalViolations ?? null,
      repetition_rate: quality.repetitionRate ?? null,
      arcs_resolved_rate: quality.arcsResolvedRate ?? null,
    },
    criteria: data.criteria.map(({ name, tier, target, abortIf, value, state }) => ({
      name,
      tier,
      target,
      abort_if: abortIf ?? null,
      value: value ?? null,
      state,
    })),
    gate: data.gate,
    sample: data.sample,
    slowest: data.slowest,
    failure_clusters: data.clusters.map(({ count, example, lastSegment }) => ({
      count,
      example,
      last_segment: lastSegment,
    })),
    last_errors: data.last_errors.map(({ id, error, at, outcome }) => ({
      segment: id,
      message: error,
      at,
      outcome,
    })),
    points: data.points.map((point) => ({
      from_index: point.fromIndex,
      count: point.count,
      average_seconds: point.averageSeconds,
      longest_seconds: point.longestSeconds,
      failed: point.failed,
      retries: point.retries,
      pools: point.pools,
    })),
  }
}

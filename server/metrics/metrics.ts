import type { NextFunction, Request, Response } from 'express';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Db } from '#db/client.ts';
import { countJobs } from '#db/queries/job-counts.ts';
import type { ModelClient } from '#models/client.ts';
import { PoolMetrics } from './pool-metrics.ts';

/** What this server does, in Prometheus's form: its own process, the pool, jobs, and what it answered. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #source: { readonly db: Db; readonly models: ModelClient };
  readonly #pool: PoolMetrics;
  readonly #jobs: Gauge<'type' | 'status'>;
  readonly #answered: Counter<'class'>;
  readonly #underWay: Gauge;

  constructor(source: { readonly db: Db; readonly models: ModelClient }) {
    this.#source = source;
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#pool = new PoolMetrics(this.#registry);
    this.#jobs = new Gauge({
      name: 'workbench_jobs',
      help: 'Jobs by type and status',
      labelNames: ['type', 'status'],
      registers,
    });
    this.#answered = new Counter({
      name: 'workbench_http_requests_total',
      help: 'Requests by the class of their answer; of those whose client left before its end, `left`',
      labelNames: ['class'],
      registers,
    });
    this.#underWay = new Gauge({
      name: 'workbench_http_requests_under_way',
      help: 'Requests that are being answered, open streams included',
      registers,
    });
  }

  /** Counts a request; the first handler of a server. */
  readonly count = (_request: Request, response: Response, next: NextFunction): void => {
    this.#underWay.inc();
    response.once('close', () => {
      this.#underWay.dec();
      const isWhole = response.writableFinished;
      this.#answered.inc({ class: isWhole ? `${Math.floor(response.statusCode / 100)}xx` : 'left' });
    });
    next();
  };

  /** The text of `/metrics`. */
  async text(): Promise<{ readonly type: string; readonly body: string }> {
    const { db, models } = this.#source;
    this.#pool.take(models.status());
    this.#jobs.reset();
    for (const { type, status, count } of countJobs(db)) this.#jobs.set({ type, status }, count);
    return { type: this.#registry.contentType, body: await this.#registry.metrics() };
  }
}

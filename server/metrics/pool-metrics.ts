import { Counter, type CounterConfiguration, Gauge, type Registry } from 'prom-client';
import type { HostStatus, Latency, PoolStatus, ProcessStatus } from '#models/client.ts';

type Place = 'host' | 'place' | 'device';

const outcomes = ['done', 'failed', 'cancelled', 'refused', 'retried'] as const;

/** What a pool says of itself, in Prometheus's form. */
export class PoolMetrics {
  readonly #registry: Registry;
  readonly #place = ['host', 'place', 'device'] as const;
  readonly #capacity: Gauge;
  readonly #hostUp: Gauge<'host'>;
  readonly #hostHeard: Gauge<'host'>;
  readonly #up: Gauge<Place>;
  readonly #requests: Gauge<Place>;
  readonly #outstanding: Gauge<Place>;
  readonly #memory: Gauge<Place>;
  readonly #models: Gauge<Place>;
  readonly #restarts: Counter<Place>;
  readonly #waiting: Gauge;
  readonly #waitingTokens: Gauge;
  readonly #mostWaiting: Gauge;
  readonly #ended: Counter<'outcome'>;
  readonly #tokens: Counter;
  readonly #recent: Gauge<'of' | 'quantile'>;
  readonly #seconds: Counter<'of'>;
  readonly #timed: Counter<'of'>;

  constructor(registry: Registry) {
    this.#registry = registry;
    this.#capacity = this.#gauge('capacity', 'Requests that are worked on at once');
    this.#hostUp = this.#gauge('host_up', 'Whether a host of the last hour gives signs of life', ['host']);
    this.#hostHeard = this.#gauge('host_heard_seconds', 'Time since its last sign of life', ['host']);
    this.#up = this.#gauge('process_up', 'Whether the process of a place runs', this.#place);
    this.#requests = this.#gauge('process_requests', 'Requests that a process works on', this.#place);
    this.#outstanding = this.#gauge(
      'process_tokens_outstanding',
      'Tokens a process has yet to read or write',
      this.#place,
    );
    this.#memory = this.#gauge('process_resident_bytes', 'Resident memory of a process', this.#place);
    this.#models = this.#gauge('process_models', 'Models that a process holds', this.#place);
    this.#restarts = this.#counter('process_deaths_total', 'Processes of a place that died', this.#place);
    this.#waiting = this.#gauge('queue_requests', 'Requests that wait for a process');
    this.#waitingTokens = this.#gauge('queue_tokens', 'Tokens that the waiting requests are expected to be');
    this.#mostWaiting = this.#gauge('queue_bound', 'Requests that may wait before others are refused');
    this.#ended = this.#counter(
      'requests_total',
      'Requests by how they ended; retried ones were begun again',
      ['outcome'],
    );
    this.#tokens = this.#counter('reply_tokens_total', 'New tokens of replies');
    this.#recent = this.#gauge('recent_seconds', 'Time from the asking in the last five minutes', [
      'of',
      'quantile',
    ]);
    this.#seconds = this.#counter('seconds_total', 'Time from the asking, summed', ['of']);
    this.#timed = this.#counter('timed_total', 'How many times are in the sum', ['of']);
  }

  take(status: PoolStatus): void {
    this.#capacity.set(status.capacity);
    for (const gauge of [this.#up, this.#requests, this.#outstanding, this.#memory, this.#models])
      gauge.reset();
    this.#restarts.reset();
    this.#hosts(status.hosts ?? []);
    if (status.hosts === null) this.#processes(status.processes);
    else
      for (const { id, processes } of status.hosts.filter(({ isThere }) => isThere))
        this.#processes(processes, id);
    const { requests, tokens, mostRequests } = status.queue;
    this.#waiting.set(requests);
    this.#waitingTokens.set(tokens);
    this.#mostWaiting.set(mostRequests ?? Number.POSITIVE_INFINITY);
    this.#ended.reset();
    for (const outcome of outcomes) this.#ended.inc({ outcome }, status.counts[outcome]);
    set(this.#tokens, status.counts.tokens);
    this.#seconds.reset();
    this.#timed.reset();
    this.#recent.reset();
    this.#latency('first_token', status.firstToken);
    this.#latency('reply', status.reply);
  }

  #hosts(hosts: readonly HostStatus[]): void {
    this.#hostUp.reset();
    this.#hostHeard.reset();
    for (const { id, isThere, heardAt } of hosts) {
      this.#hostUp.set({ host: id }, isThere ? 1 : 0);
      this.#hostHeard.set({ host: id }, Math.max(0, (Date.now() - Date.parse(heardAt)) / 1000));
    }
  }

  #processes(processes: readonly ProcessStatus[], host?: string): void {
    for (const one of processes) {
      const labels = { ...(host !== undefined && { host }), place: one.place, device: one.device };
      this.#up.set(labels, one.processId === null ? 0 : 1);
      this.#requests.set(labels, one.requests);
      this.#outstanding.set(labels, one.tokensOutstanding);
      this.#models.set(labels, one.models.length);
      if (one.memoryBytes !== null) this.#memory.set(labels, one.memoryBytes);
      this.#restarts.inc(labels, one.restarts);
    }
  }

  #latency(of: string, latency: Latency | null): void {
    if (latency === null) return;
    this.#recent.set({ of, quantile: 0.5 }, latency.p50);
    this.#recent.set({ of, quantile: 0.95 }, latency.p95);
    this.#seconds.inc({ of }, latency.sum);
    this.#timed.inc({ of }, latency.count);
  }

  #gauge<Label extends string = never>(
    name: string,
    help: string,
    labels: readonly Label[] = [],
  ): Gauge<Label> {
    return new Gauge(this.#options(name, help, labels));
  }

  #counter<Label extends string = never>(
    name: string,
    help: string,
    labels: readonly Label[] = [],
  ): Counter<Label> {
    return new Counter(this.#options(name, help, labels));
  }

  #options<Label extends string>(
    name: string,
    help: string,
    labels: readonly Label[],
  ): CounterConfiguration<Label> {
    return { name: `workbench_pool_${name}`, help, labelNames: [...labels], registers: [this.#registry] };
  }
}

/** The pool counts, not prom-client. */
function set(counter: Counter, value: number): void {
  counter.reset();
  counter.inc(value);
}

"""What is counted for Prometheus; each name is defined here and nowhere else."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

BODIES = Counter("bot_webhook_bodies_total", "Bodies posted to the webhook, by what became of them", ["result"])
EVENTS = Counter("bot_events_total", "Events received from the platform", ["kind", "result"])
QUERIES = Counter("bot_queries_total", "Turns, by outcome", ["outcome"])
SENDS = Counter("bot_sends_total", "Messages handed to the platform, by what came of it", ["result"])
LATENCY = Histogram(
    "bot_answer_seconds",
    "From the arrival of a message to its stored answer",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120, 600),
)
DEPTH = Gauge("bot_queue_rows", "Rows of the queues", ["queue", "state"])
LAG = Gauge("bot_queue_lag_seconds", "Age of the oldest message that waits for its answer")
STORE = Gauge("bot_store_up", "1 when the store could be read for this page, else 0")
ALARM = Gauge("bot_alarm", "1 while something is wrong that only a person can mend", ["name"])
SUBSCRIBED = Gauge("bot_page_subscribed", "1 when the Page told the bot of all events at the last look, else 0")
UNSUBSCRIBED = Counter("bot_page_unsubscribed_total", "How often the Page had to be subscribed again")

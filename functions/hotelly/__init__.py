"""The Cloud Functions of Hotelly Control Tower: what comes in, what goes out.

`web` is the one door of every function, `database` the one way into SQL, `log` the one way out to
the logs. Each folder beside them holds the functions of one business: `ingest` (webhooks),
`booking` (rooms and money), `sales` (leads to obras), `messaging` (texts to guests), `operations`
(events themselves), `conversation` (what a guest means).
"""

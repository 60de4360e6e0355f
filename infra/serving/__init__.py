"""How every HTTP server of this machine meets strangers: the engine, the gateway, the stand-ins.

`gate` looks at a request before the application does: whom it was sent to, by what kind of page,
how large it is and how long it takes. `connection` is a caller who may say anything, be it HTTP or
not. `server` runs an application behind both until it is told to stop. Nothing here knows what is
served.
"""

"""What an app may call.

`endpoints` answers over HTTP: it reads the `arguments`, asks the `rate_limits` and the `faults` that were ordered, and
gives a `call` to its method, in one of the `…_methods`. `message_content` is what a message may hold, `responses` what
an app says through a response_url.
"""

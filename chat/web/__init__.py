"""What stands between the network and the chat: ASGI middlewares that refuse before anything is done, and how
often somebody may ask for what.
"""

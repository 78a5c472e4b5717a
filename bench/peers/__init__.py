"""Side by side with the peers: `python -m bench.peers` from the root of the checkout.

Each module translates a loaded `KnowledgeBase` for one peer, mechanically. What is proved never to happen in the
shipped base is left to the proof: no peer looks for conflicts, and none checks a lead.
"""

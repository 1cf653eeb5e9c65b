"""The staff's pages of the ground floor, split by noun."""

from center.admin import deletion, network, person, place, synonym, user

__all__ = ["deletion", "network", "person", "place", "synonym", "user"]

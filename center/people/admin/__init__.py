"""Staff's pages of people, groups, networks and of who asks to become a member."""

from center.people.admin import group, join_request, network, person

__all__ = ["group", "join_request", "network", "person"]

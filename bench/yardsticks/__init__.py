"""The yardsticks: a Django site of its own with a hello and a list of products as tutorials write it."""

"""The sandbox's own interface: being the people, looking on, and making trouble."""

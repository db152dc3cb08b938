"""The same commit published in two environments that differ in everything that must not matter."""

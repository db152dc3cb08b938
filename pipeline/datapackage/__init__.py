"""The contract: what schemas/ says, loaded once and strictly; everything else asks it."""

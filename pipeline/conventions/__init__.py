"""What only a registry of conventions needs: how texts speak of agreements, their bodies, meetings and secretariats."""

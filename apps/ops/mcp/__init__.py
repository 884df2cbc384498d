"""The Model Context Protocol (modelcontextprotocol.io): what an assistant may list, describe, ask and see, with its caller's rights."""

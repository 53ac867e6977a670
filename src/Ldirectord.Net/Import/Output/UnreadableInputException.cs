namespace Ldirectord.Import;

/// <summary>Nothing can be made of what is to be imported; the message says why.</summary>
internal sealed class UnreadableInputException(string message) : Exception(message);

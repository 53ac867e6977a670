namespace Ldirectord.Checks;

/// <summary>A record of an answer.</summary>
/// <param name="Text">Its data as Latin-1: an address, a name without the final dot, or a text.</param>
internal sealed record DnsRecord(DnsType Type, string Text)
{
    public override string ToString() => $"{(Enum.IsDefined(Type) ? $"{Type}" : $"TYPE{(int)Type}")} {Text}";
}

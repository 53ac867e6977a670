namespace Ldirectord.Checks;

/// <summary>A record of an answer.</summary>
/// <param name="Text">Its data: an address, a name without the dot at its end, a text; as Latin-1.</param>
internal sealed record DnsRecord(DnsType Type, string Text)
{
    public override string ToString() => $"{(Enum.IsDefined(Type) ? $"{Type}" : $"TYPE{(int)Type}")} {Text}";
}

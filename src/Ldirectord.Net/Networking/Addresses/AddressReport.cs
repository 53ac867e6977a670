namespace Ldirectord.Networking;

/// <summary>This machine's addresses, or why they are not known.</summary>
internal sealed record AddressReport(LocalAddresses? Addresses, string? Problem)
{
    public bool SameAs(AddressReport other) => (Addresses, other.Addresses) switch
    {
        (null, null) => true,
        ({ } one, { } two) => one.SameAs(two),
        _ => false,
    };
}

namespace Ldirectord.Config;

/// <summary>A number of real servers, or percent of those that are not in maintenance (minservers, recoverservers).</summary>
/// <param name="Value">From 1; percent up to 100.</param>
internal readonly record struct ServerShare(int Value, bool IsPercent)
{
    public static ServerShare One { get; } = new(1, IsPercent: false);

    /// <summary>The number of servers: percent rounded up; a number that is larger than the configuration's is lowered to that.</summary>
    /// <param name="present">Servers with a weight that are not in maintenance.</param>
    /// <param name="configured">Servers with a weight.</param>
    public int Of(int present, int configured) =>
        IsPercent ? (int)((((long)present * Value) + 99) / 100) : Math.Min(Value, configured);

    public override string ToString() => IsPercent ? $"{Value}%" : $"{Value}";
}

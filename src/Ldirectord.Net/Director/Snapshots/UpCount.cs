namespace Ldirectord.Director;

/// <summary>How many of how many are up.</summary>
internal readonly record struct UpCount(int Up, int Of)
{
    public static UpCount operator +(UpCount one, UpCount other) => new(one.Up + other.Up, one.Of + other.Of);

    public override string ToString() => $"{Up} of {Of}";
}

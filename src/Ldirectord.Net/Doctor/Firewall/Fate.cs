namespace Ldirectord.Doctor;

/// <summary>What becomes of a packet. Of two the greater counts.</summary>
internal enum Fate
{
    Accepted,

    /// <summary>A rule on the way asks for something that is not understood here.</summary>
    Unknown,

    Dropped,
}

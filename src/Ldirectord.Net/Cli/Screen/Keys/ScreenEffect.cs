namespace Ldirectord.Cli;

/// <summary>What a key has the program do besides changing the view.</summary>
/// <param name="Row">The server, for <see cref="ScreenDeed.Explain"/>.</param>
/// <param name="Order">For <see cref="ScreenDeed.Steer"/>.</param>
internal sealed record ScreenEffect(ScreenDeed Deed, RowKey? Row = null, SteeringOrder? Order = null)
{
    public static ScreenEffect None { get; } = new(ScreenDeed.Nothing);
}

using System.Collections.Immutable;

namespace Ldirectord.Cli;

/// <summary>What happens while the screen is shown.</summary>
internal abstract record ScreenMessage
{
    private ScreenMessage()
    {
    }

    public sealed record Pressed(IReadOnlyList<Key> Keys) : ScreenMessage;

    public sealed record Fetched(StatusFetch Fetch) : ScreenMessage;

    /// <summary>A second has passed.</summary>
    public sealed record Ticked : ScreenMessage;

    /// <param name="Row">Whose detail it is.</param>
    public sealed record Explained(RowKey Row, ImmutableArray<string> Lines) : ScreenMessage;

    /// <param name="Sentence">What the daemon said of the order.</param>
    /// <param name="IsRefused">It is the last healthy server.</param>
    public sealed record Steered(SteeringOrder Order, string Sentence, bool IsRefused) : ScreenMessage;

    public sealed record Resized : ScreenMessage;

    /// <summary>The job goes on after it was suspended.</summary>
    public sealed record Continued : ScreenMessage;

    /// <summary>The terminal is gone.</summary>
    public sealed record HungUp : ScreenMessage;
}

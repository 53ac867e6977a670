namespace Ldirectord.Cli;

/// <summary>The questions before an action: weight, reason, until when, and whether it is really meant.</summary>
/// <param name="Input">What has been typed as the answer.</param>
internal sealed record SteeringDialogue(SteeringAction Action, string Virtual, string Server, SteeringStep Step, string Input = "")
{
    /// <summary>Characters of an answer.</summary>
    private const int Longest = 200;

    public string Weight { get; init; } = "";

    public string Reason { get; init; } = "";

    public string Until { get; init; } = "";

    /// <summary>What the daemon refused; null before.</summary>
    public SteeringOrder? Refused { get; init; }

    public static SteeringDialogue Begin(SteeringAction action, string virtualName, string server)
    {
        var step = action switch
        {
            SteeringAction.Weight => SteeringStep.Weight,
            SteeringAction.Drain or SteeringAction.Maintenance => SteeringStep.Reason,
            _ => SteeringStep.Confirm,
        };
        return new(action, virtualName, server, step);
    }

    /// <summary>The answer is a text; otherwise a key.</summary>
    public bool IsTyped => Step is SteeringStep.Weight or SteeringStep.Reason or SteeringStep.Until;

    /// <summary>The question, as the last line of the screen has it.</summary>
    public string Question => Step switch
    {
        SteeringStep.Weight => $"Weight of {Server} (5, 50%; auto: as in the file): {Input}",
        SteeringStep.Reason => $"{Name} {Server}. Reason: {Input}",
        SteeringStep.Until => $"{Name} {Server}. Until when (2h, 2026-12-01T08:00Z; empty: enabled by hand): {Input}",
        SteeringStep.Force => $"It is the last server that is up. {Name} {Server} nevertheless? y yes  n no",
        _ => $"{Name}{(Weight.Length > 0 ? $" {Weight}" : "")} {Server}? y yes  n no  a in all its services"
            + $"{(Action == SteeringAction.Drain ? "  h yes, and move persistent clients" : "")}  ({Virtual})",
    };

    /// <summary>The next question, or none; and the order once it is confirmed.</summary>
    public (SteeringDialogue? Next, SteeringOrder? Order) Press(Key key)
    {
        if (key.Name == KeyName.Escape || key == Key.Control('c') || key == Key.Control('g'))
            return (null, null);
        return Step switch
        {
            SteeringStep.Force when key.Character is 'y' or 'Y' => (null, Refused! with { IsForced = true }),
            SteeringStep.Confirm when key.Character is 'y' or 'Y' => (null, Order(Virtual, isHard: false)),
            SteeringStep.Confirm when key.Character is 'a' or 'A' => (null, Order(null, isHard: false)),
            SteeringStep.Confirm when key.Character is 'h' or 'H' && Action == SteeringAction.Drain => (null, Order(Virtual, isHard: true)),
            SteeringStep.Confirm or SteeringStep.Force => key.Character is 'n' or 'N' ? (null, null) : (this, null),
            _ => (key.Name == KeyName.Enter ? Answered() : this with { Input = Edited(Input, key) }, null),
        };
    }

    /// <summary>A line of text after a key: a character more, one less, or none.</summary>
    public static string Edited(string text, Key key) => key switch
    {
        { Name: KeyName.Character } when text.Length < Longest && !char.IsSurrogate(key.Character) => text + key.Character,
        { Name: KeyName.Backspace } when text.Length > 0 => text[..^1],
        { Name: KeyName.Control, Character: 'u' } => "",
        { Name: KeyName.Control, Character: 'w' } => text.TrimEnd() is var words && words.LastIndexOf(' ') is >= 0 and var space
            ? words[..(space + 1)] : "",
        _ => text,
    };

    private string Name => Action switch
    {
        SteeringAction.Recheck => "Check now",
        SteeringAction.Weight => "Set weight",
        SteeringAction.Maintenance => "Maintenance",
        _ => Action.ToString(),
    };

    private SteeringDialogue Answered() => Step switch
    {
        SteeringStep.Weight when Input.Trim().Length == 0 => this,
        SteeringStep.Weight => this with { Weight = Input.Trim(), Input = "", Step = SteeringStep.Reason },
        SteeringStep.Reason => this with { Reason = Input.Trim(), Input = "", Step = SteeringStep.Until },
        _ => this with { Until = Input.Trim(), Input = "", Step = SteeringStep.Confirm },
    };

    private SteeringOrder Order(string? service, bool isHard)
    {
        static string? Given(string text) => text.Length == 0 ? null : text;
        return new(Action, Server, service, Given(Reason), Given(Until), Given(Weight), isHard, IsForced: false);
    }
}

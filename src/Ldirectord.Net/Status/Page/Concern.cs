namespace Ldirectord.Status;

/// <summary>How much something asks for an operator's attention; the order in which the page shows it.</summary>
internal enum Concern
{
    /// <summary>Clients notice, or would with the next failure.</summary>
    Bad,

    /// <summary>It will be bad if nobody looks after it.</summary>
    Warning,

    /// <summary>Somebody wanted it so: maintenance, drain.</summary>
    Planned,

    Fine,
}

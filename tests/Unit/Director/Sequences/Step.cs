
using Ldirectord.Checks;

namespace Ldirectord.Tests.Director.Sequences;

/// <summary>One thing that happens to a director. Each stands for itself, so that a sequence stays one when some are left out.</summary>
internal abstract record Step;

/// <summary>Result of the server's probes from now on; null if they hang.</summary>
internal sealed record Become(int Server, StatusCode? Code) : Step;

/// <summary>The weight that the server's passed checks give from now on; null if none.</summary>
internal sealed record Weigh(int Server, WeightAnswer? Weight) : Step;

/// <summary>The line of the server's agent from now on; null if it does not answer.</summary>
internal sealed record Say(int Server, string? Line) : Step;

/// <summary>The server closes the connections that the director holds to it.</summary>
internal sealed record CloseHeld(int Server) : Step;

/// <summary>The operator's file for the server is put into maintenancedir, or taken out.</summary>
internal sealed record Maintain(int Server, bool Begin) : Step;

/// <summary>The operator's file that drains the server is put into maintenancedir, or taken out.</summary>
/// <param name="Limit">How long; null to take it out.</param>
internal sealed record Drain(int Server, string? Limit) : Step;

/// <summary>The operator's file that gives the server a weight is put into maintenancedir, or taken out.</summary>
/// <param name="Weight">Null to take it out.</param>
internal sealed record Give(int Server, string? Weight) : Step;

/// <summary>A good file, and the word to read it.</summary>
/// <param name="Seed">Which file: see <see cref="Scene"/>.</param>
internal sealed record Reload(int Seed) : Step;

/// <summary>A file that is refused, and the word to read it.</summary>
internal sealed record ReloadBad : Step;

/// <summary>A file without any virtual service, and the word to read it.</summary>
internal sealed record ReloadEmpty : Step;

/// <summary>An operator gives a destination another weight, by ipvsadm.</summary>
internal sealed record ManualWeight(int Service, int Destination, int Weight) : Step;

/// <summary>An operator takes a destination out.</summary>
internal sealed record ManualDelete(int Service, int Destination) : Step;

/// <summary>An operator puts a destination in that no configuration knows.</summary>
internal sealed record ManualAdd(int Service) : Step;

/// <summary>An operator empties the whole table, but for services that no configuration names.</summary>
internal sealed record ManualClear : Step;

/// <summary>An operator changes his own service, which no configuration names.</summary>
internal sealed record ManualForeign(int Weight) : Step;

/// <summary>The kernel refuses one operation in so many, or none if 0.</summary>
internal sealed record Refuse(int OneIn) : Step;

/// <summary>The table cannot be read or written, or can be again.</summary>
internal sealed record LoseTable(bool Lost) : Step;

/// <summary>Every destination has so many active connections.</summary>
internal sealed record Connections(uint Active) : Step;

/// <summary>Somebody looks.</summary>
internal sealed record Look : Step;

/// <summary>Time passes.</summary>
internal sealed record Pass(TimeSpan Time) : Step;

/// <summary>The kernel works again, time passes, and the table is held against the rules.</summary>
internal sealed record Settle : Step;

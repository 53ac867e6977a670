using System.Collections.Immutable;

namespace Ldirectord.Director;

/// <summary>A file of active = file PATH appeared or is gone.</summary>
/// <param name="Present">The files that exist.</param>
/// <param name="Watch">Who says it; a watch that was ended meanwhile does not count.</param>
internal sealed record ActiveFilesChanged(ImmutableHashSet<string> Present, object Watch) : LoopMessage;

using System.Runtime.CompilerServices;
using Ldirectord.Daemon;

namespace Ldirectord.Tests.Support;

/// <summary>The tests may be run under nohup(1), and what they start heeds signals all the same.</summary>
internal static class ObeyedSignals
{
    [ModuleInitializer]
    public static void Heed() => IgnoredSignals.Restore();
}

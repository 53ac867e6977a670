using System.Runtime.CompilerServices;
using Ldirectord.Daemon;

namespace Ldirectord.Tests.Support;

/// <summary>Undoes nohup(1): programs that the tests start must not inherit ignored signals.</summary>
internal static class DefaultSignals
{
    [ModuleInitializer]
    public static void Restore() => IgnoredSignals.Restore();
}

using Ldirectord.Config;
using Ldirectord.Director;

namespace Ldirectord.Tests.Support;

/// <summary>A source of configurations in memory.</summary>
internal sealed class DelegateConfigSource(Func<DirectorConfig, ConfigResult> read, Action<DirectorConfig>? applied = null) : IConfigSource
{
    public ConfigResult Read(DirectorConfig active) => read(active);

    public void Applied(DirectorConfig active, ConfigDelta delta) => applied?.Invoke(active);
}

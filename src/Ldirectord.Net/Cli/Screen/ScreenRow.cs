using Ldirectord.Status;

namespace Ldirectord.Cli;

/// <summary>One row of the list: a server, or the head of a service.</summary>
/// <param name="Server">Null for the head.</param>
/// <param name="IsFine">By <see cref="ProblemRules"/>.</param>
internal sealed record ScreenRow(ServiceReport Service, ServerReport? Server, bool IsFine)
{
    public RowKey Key => new(Service.Virtual, Server?.Real, Server?.Fallback == true);
}

using System.Collections.Immutable;
using System.Net;
using Ldirectord.Ipvs;
using Ldirectord.Networking;

namespace Ldirectord.Config;

/// <summary>resolve at the end of a real server's line: each address of the name is a real server.</summary>
internal sealed class ResolveOption(ServiceId service, NameResolver names, DiagnosticList diagnostics)
{
    private readonly Dictionary<(string Name, int Port), int> _lines = [];

    /// <summary>The names of the lines so far, with their addresses.</summary>
    public ImmutableDictionary<HostQuestion, ImmutableArray<IPAddress>> Names { get; private set; } =
        ImmutableDictionary<HostQuestion, ImmutableArray<IPAddress>>.Empty;

    /// <returns>At least one address; null after an error was reported at the word's column.</returns>
    public HostAnswer? Ask(Line line, RealLine parts, int column)
    {
        if (parts.LastHost.Length > 0)
            return Refuse(line, column, "resolve with a range of addresses: expected one name, as in app.example.com:80 gate resolve");
        if (parts.Host.StartsWith('[') || IPAddress.TryParse(parts.Host, out _))
            return Refuse(line, column, $"resolve with the address {parts.Host}: expected a name, as in app.example.com:80 gate resolve");
        var question = new HostQuestion(parts.Host, service.Family);
        var answer = names.Hosts(question);
        if (answer.Addresses.IsEmpty)
        {
            return Refuse(line, line.ValueColumn,
                $"cannot resolve \"{Short(parts)}\": {answer.Problem}: expected a name with an {question.Kind} address");
        }

        if (answer.Problem is not null)
        {
            diagnostics.Warning(line.Number, line.ValueColumn,
                $"cannot resolve \"{Short(parts)}\": {answer.Problem}; the addresses of the last answer stay");
        }

        if (answer.IsCut)
        {
            diagnostics.Warning(line.Number, line.ValueColumn,
                $"{Short(parts)} has {answer.Found} addresses: the first {HostAnswer.Most} in order are real servers");
        }

        Names = Names.SetItem(question, answer.Addresses);
        return answer;
    }

    /// <param name="port">The port that the kernel has for the servers.</param>
    /// <returns>False after an error was reported.</returns>
    public bool IsFirst(Line line, RealLine parts, int column, int port)
    {
        var key = (parts.Host.ToLowerInvariant(), port);
        if (_lines.TryAdd(key, line.Number))
            return true;
        diagnostics.Error(line.Number, column,
            $"{Short(parts)} is resolved at line {_lines[key]} already: expected one line for a name and its port");
        return false;
    }

    private static string Short(RealLine parts) => DirectiveReader.Shorten(parts.Host);

    private HostAnswer? Refuse(Line line, int column, string message)
    {
        diagnostics.Error(line.Number, column, message);
        return null;
    }
}

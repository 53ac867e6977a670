using System.Net;

namespace Ldirectord.Checks;

/// <summary>Brings the word of a real server's agent: by a connection (agentport), or from a file (agentfile).</summary>
internal abstract record AgentQuestion(IPEndPoint Target, TimeSpan Timeout) : Check(Target, Timeout)
{
    public override string Kind => "agent";

    /// <summary>Whose word it is: what one agent said is nothing that another said.</summary>
    public virtual object Source => Target;
}

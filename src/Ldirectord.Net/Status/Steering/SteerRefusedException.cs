namespace Ldirectord.Status;

/// <summary>A command that is not obeyed, with the answer that says why. Nothing was written.</summary>
internal sealed class SteerRefusedException(int status, string detail) : Exception(detail)
{
    /// <summary>Of HTTP.</summary>
    public int Status { get; } = status;
}

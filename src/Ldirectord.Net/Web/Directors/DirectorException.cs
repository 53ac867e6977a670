namespace Ldirectord.Web;

/// <summary>A director does not answer.</summary>
/// <param name="status">What the console answers in its place.</param>
/// <param name="message">One sentence.</param>
internal sealed class DirectorException(int status, string message) : Exception(message)
{
    public int Status => status;
}

namespace Ldirectord.Health;

/// <summary>
/// successcount: how many passed checks in a row make a server up that is not. Example: successcount = 3, and two servers. One fails and
/// returns: it needs 3. Both fail and return, without a fallback: the first needs 1, the second 3.
/// </summary>
internal static class PassesNeeded
{
    /// <param name="successCount">successcount, from 1.</param>
    /// <param name="hasVerdict">
    /// Checks found it down, or its maintenance ended. A server that is new, in this run or in the file, has not flapped: it needs one.
    /// </param>
    /// <param name="isServed">
    /// Another real server of the service, or its fallback, serves meanwhile. Otherwise nobody does, and one is enough.
    /// </param>
    public static int Of(int successCount, bool hasVerdict, bool isServed) => hasVerdict && isServed ? successCount : 1;
}

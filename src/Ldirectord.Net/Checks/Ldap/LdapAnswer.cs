namespace Ldirectord.Checks;

/// <summary>A message from the server.</summary>
/// <param name="Id">The number of the answered request; 0 for an unsolicited message.</param>
/// <param name="Code">The result code; 0 (success) for an entry and a reference.</param>
/// <param name="Text">Bytes as Latin-1: an entry's DN, or a result's diagnostic message.</param>
internal readonly record struct LdapAnswer(int Id, LdapAnswerKind Kind, int Code = 0, string Text = "")
{
    /// <summary>The result in words: "invalidCredentials (49)". The names are those of RFC 4511 section 4.1.9.</summary>
    public string Result => Code switch
    {
        0 => "success (0)",
        1 => "operationsError (1)",
        2 => "protocolError (2)",
        3 => "timeLimitExceeded (3)",
        4 => "sizeLimitExceeded (4)",
        7 => "authMethodNotSupported (7)",
        8 => "strongerAuthRequired (8)",
        10 => "referral (10)",
        11 => "adminLimitExceeded (11)",
        13 => "confidentialityRequired (13)",
        14 => "saslBindInProgress (14)",
        32 => "noSuchObject (32)",
        33 => "aliasProblem (33)",
        34 => "invalidDNSyntax (34)",
        36 => "aliasDereferencingProblem (36)",
        48 => "inappropriateAuthentication (48)",
        49 => "invalidCredentials (49)",
        50 => "insufficientAccessRights (50)",
        51 => "busy (51)",
        52 => "unavailable (52)",
        53 => "unwillingToPerform (53)",
        54 => "loopDetect (54)",
        80 => "other (80)",
        _ => $"result code {Code}",
    };
}

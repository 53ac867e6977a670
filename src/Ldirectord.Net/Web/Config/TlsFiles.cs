namespace Ldirectord.Web;

/// <summary>The files of a certificate, with those that lead to its authority, and of its key; both PEM.</summary>
internal sealed record TlsFiles(string Certificate, string Key);

namespace Ldirectord.Import;

/// <summary>What a line of keepalived.conf is made of.</summary>
internal enum TokenKind
{
    Word,
    Open,
    Close,
}

/// <summary>A word or a brace.</summary>
/// <param name="Text">Without quotes and escapes.</param>
/// <param name="Start">Of its first character in the line, from 0.</param>
/// <param name="End">Behind its last character.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Start, int End);

using System.Collections.Immutable;

namespace Ldirectord.Checks;

/// <summary>The arguments of a check's program, as bytes. Equal if all words are, because checks share a probe by equality.</summary>
internal sealed record ArgumentWords(ImmutableArray<string> Words)
{
    public bool Equals(ArgumentWords? other) => other is not null && Words.AsSpan().SequenceEqual(other.Words.AsSpan());

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var word in Words)
            hash.Add(word);
        return hash.ToHashCode();
    }
}

namespace Ldirectord.Import;

/// <summary>
/// The blocks of keepalived.conf. A statement ends at the end of its line or at a brace. The brace of a block may stand on the next line.
/// As in keepalived, a brace behind a keyword that has no block is passed over, so that the closing one ends the block around it.
/// </summary>
internal sealed class KeepalivedParser
{
    private sealed class Level(WordTable words, KeepalivedStatement? head)
    {
        public WordTable Words => words;

        public KeepalivedStatement? Head => head;

        public List<KeepalivedStatement> Statements { get; } = [];
    }

    private readonly Stack<Level> _levels = new();
    private readonly List<ReadingProblem> _problems = [];

    /// <summary>A keyword with a block, whose brace has not come yet.</summary>
    private KeepalivedStatement? _waiting;

    private KeepalivedParser() => _levels.Push(new Level(KeepalivedWords.Top, null));

    /// <returns>The statements outside of every block, and what keepalived passes over.</returns>
    public static (IReadOnlyList<KeepalivedStatement> Statements, IReadOnlyList<ReadingProblem> Problems) Parse(
        IEnumerable<SourceLine> lines)
    {
        var parser = new KeepalivedParser();
        var last = default(Origin);
        foreach (var line in lines)
        {
            parser.Take(line);
            last = line.From;
        }

        parser.GiveUpWaiting();
        if (parser._levels.Count > 1)
            parser._problems.Add(new ReadingProblem(last, "}", $"{parser._levels.Count - 1} of them are missing at the end"));
        while (parser._levels.Count > 1)
            parser.Close(last);
        return (parser._levels.Peek().Statements, parser._problems);
    }

    private void Take(SourceLine line)
    {
        if (LineGrammar.Tokens(line.Text) is not { } tokens)
        {
            _problems.Add(new ReadingProblem(line.From, line.Text, "a quote does not end, so keepalived passes the line over"));
            return;
        }

        for (var at = 0; at < tokens.Count;)
        {
            var count = tokens.Skip(at).TakeWhile(token => token.Kind == TokenKind.Word).Count();
            if (count > 0)
            {
                Begin(line, [.. tokens.Skip(at).Take(count)]);
                at += count;
            }
            else if (tokens[at++].Kind == TokenKind.Open)
            {
                Open(line.From);
            }
            else
            {
                GiveUpWaiting();
                Close(line.From);
            }
        }
    }

    private void Begin(SourceLine line, IReadOnlyList<Token> words)
    {
        GiveUpWaiting();
        var level = _levels.Peek();
        var isKnown = level.Words.Knows(words[0].Text);
        var statement = new KeepalivedStatement([.. words.Select(word => word.Text)], line.Text[words[0].Start..words[^1].End], line.From)
        {
            IsKnown = isKnown,
        };
        if (isKnown && level.Words.Block(statement.Keyword) is not null)
            _waiting = statement;
        else
            level.Statements.Add(statement);
    }

    private void Open(Origin at)
    {
        if (_waiting is not { } head)
        {
            _problems.Add(new ReadingProblem(at, "{", "no block can begin here, so keepalived passes the brace over"));
            return;
        }

        _waiting = null;
        _levels.Push(new Level(_levels.Peek().Words.Block(head.Keyword)!, head));
    }

    private void Close(Origin at)
    {
        if (_levels.Count == 1)
        {
            _problems.Add(new ReadingProblem(at, "}", "no block is open here"));
            return;
        }

        var level = _levels.Pop();
        _levels.Peek().Statements.Add(level.Head! with { Block = level.Statements, End = at });
    }

    /// <summary>A block without braces is none.</summary>
    private void GiveUpWaiting()
    {
        if (_waiting is not { } head)
            return;
        _waiting = null;
        if (!_levels.Peek().Words.IsBlockOptional(head.Keyword))
            _problems.Add(new ReadingProblem(head.From, head.Text, "its block is missing: expected {"));
        _levels.Peek().Statements.Add(head);
    }
}

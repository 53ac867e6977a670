using System.Buffers;
using Ldirectord.Platform;

namespace Ldirectord.Config;

/// <summary>
/// Cuts a file into pieces that are understood each by itself. A piece begins where a line has something other than white space or a
/// comment in its first column; a no-break or full-width blank (<see cref="LookalikeCharacters"/>), too, may indent a section's line.
/// A virtual section is whole in one piece. Only the longest piece is held in memory, not the file.
/// </summary>
internal sealed class SectionSplitter(Stream file)
{
    private static readonly SearchValues<byte> BlankOrComment = SearchValues.Create([.. " \t\r\f\v\n#"u8, 0xC2, 0xE3]);

    private byte[] _window = new byte[32 * 1024];
    private int _start;
    private int _pieceEnd;
    private int _end;
    private int _nextLine = 1;
    private long _length;
    private bool _atEnd;

    /// <summary>The piece's bytes, until the next piece is read.</summary>
    public ReadOnlySpan<byte> Piece => _window.AsSpan(_start, _pieceEnd - _start);

    /// <summary>Number of the piece's first line.</summary>
    public int FirstLine { get; private set; }

    /// <summary>The file ends with this piece.</summary>
    public bool IsLast => _atEnd && _pieceEnd == _end;

    /// <summary>Hash of all pieces so far.</summary>
    public ulong Fingerprint { get; private set; } = Config.ContentHash.Of([]);

    /// <returns>False at the end of the file.</returns>
    /// <exception cref="IOException">The file cannot be read, or is larger than <see cref="RegularFile.Largest"/>.</exception>
    public bool Read()
    {
        _start = _pieceEnd;
        while (!FindEnd())
            Fill();
        FirstLine = _nextLine;
        _nextLine += Piece.Count((byte)'\n');
        return _start < _end;
    }

    /// <returns>False if more of the file must be read first.</returns>
    private bool FindEnd()
    {
        var seen = _window.AsSpan(0, _end);
        while (true)
        {
            int line = seen[_pieceEnd..].IndexOf((byte)'\n');
            int next = _pieceEnd + line + 1;
            if (line < 0 || next == seen.Length)
            {
                // The last line's end is looked at again when the next line's first byte is there.
                _pieceEnd = _atEnd || line < 0 ? _end : _end - 1;
                return _atEnd;
            }

            _pieceEnd = next;
            if (!BlankOrComment.Contains(seen[next]))
                return true;
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _window.AsSpan(_start, _end - _start).CopyTo(_window);
            (_start, _pieceEnd, _end) = (0, _pieceEnd - _start, _end - _start);
        }
        else if (_end == _window.Length)
        {
            Array.Resize(ref _window, 2 * _window.Length);
        }

        int count = file.Read(_window, _end, _window.Length - _end);
        Fingerprint = Config.ContentHash.Of(_window.AsSpan(_end, count), Fingerprint);
        _end += count;
        _length += count;
        _atEnd = count == 0;
        if (_length > RegularFile.Largest)
            throw UnfitFileException.TooLarge(RegularFile.Largest);
    }
}

using System.Runtime.InteropServices;
using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>The functions of libpcre2-8 (pcre2api(3)) that <see cref="PerlPattern"/> uses.</summary>
internal static unsafe partial class LibPcre2
{
    // <pcre2.h>
    public const uint AutoCallout = 0x4;
    public const uint Multiline = 0x400;
    public const uint NotEndOfLine = 0x2;
    public const uint NewlineLf = 2;
    public const int NoMatch = -1;
    public const int CalloutStop = -37;
    public const int MatchLimit = -47;

    private const string Library = "libpcre2-8.so.0";

    public static SystemLibrary Needed { get; } = new("libpcre2-8-0", "pcre2_set_heap_limit_8", Library);

    [LibraryImport(Library, EntryPoint = "pcre2_compile_8")]
    public static partial nint Compile(
        ReadOnlySpan<byte> pattern, nuint length, uint options, out int error, out nuint offset, nint context);

    [LibraryImport(Library, EntryPoint = "pcre2_compile_context_create_8")]
    public static partial nint CompileContextCreate(nint general);

    [LibraryImport(Library, EntryPoint = "pcre2_set_newline_8")]
    public static partial int SetNewline(nint compileContext, uint newline);

    [LibraryImport(Library, EntryPoint = "pcre2_match_context_create_8")]
    public static partial nint MatchContextCreate(nint general);

    [LibraryImport(Library, EntryPoint = "pcre2_set_match_limit_8")]
    public static partial int SetMatchLimit(nint matchContext, uint limit);

    [LibraryImport(Library, EntryPoint = "pcre2_set_heap_limit_8")]
    public static partial int SetHeapLimit(nint matchContext, uint kilobytes);

    [LibraryImport(Library, EntryPoint = "pcre2_set_callout_8")]
    public static partial int SetCallout(nint matchContext, delegate* unmanaged[Cdecl]<void*, void*, int> callout, void* data);

    [LibraryImport(Library, EntryPoint = "pcre2_match_data_create_8")]
    public static partial nint MatchDataCreate(uint pairs, nint general);

    [LibraryImport(Library, EntryPoint = "pcre2_match_data_free_8")]
    public static partial void MatchDataFree(nint data);

    [LibraryImport(Library, EntryPoint = "pcre2_match_8")]
    public static partial int Match(
        nint code, ReadOnlySpan<byte> subject, nuint length, nuint start, uint options, nint data, nint context);

    [LibraryImport(Library, EntryPoint = "pcre2_get_error_message_8")]
    private static partial int GetErrorMessage(int error, Span<byte> buffer, nuint length);

    /// <summary>The library's text for an error code.</summary>
    public static string Words(int error)
    {
        Span<byte> buffer = stackalloc byte[256];
        var length = GetErrorMessage(error, buffer, (nuint)buffer.Length);
        return length > 0 ? System.Text.Encoding.Latin1.GetString(buffer[..length]) : $"pcre2 error {error}";
    }
}

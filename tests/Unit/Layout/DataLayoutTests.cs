using Ldirectord.Layout;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Layout;

/// <summary>Packed data, as the compiler leaves them, in a small program: it sees them unpacked, and the used ones first.</summary>
public sealed class DataLayoutTests : IDisposable
{
    /// <summary>
    /// Five types (A with a table of references before it, B, an array of structures, with one too, E with none although it has
    /// references), three dictionaries with a hash, three objects, and 300 zeros. A command's byte: 0 copies, 1 is zeros, 2 and 3 are a
    /// distance and an address of the table, 4 and 5 those that follow; times 8 a number.
    /// </summary>
    private const string Packed = """
            .section .hydrated, "aw", @nobits
            .balign 16
            .macro symbol name, head, length
            .globl \name
            .skip \head
        \name:
            .skip \length
            .endm
            symbol _ZTV1A, 24, 24
            symbol _ZTV1B, 32, 24
            symbol _ZTV1C, 0, 40
            symbol _ZTV1E, 0, 24
            symbol _ZTV1D, 0, 24
            symbol __GenericDict_a, 8, 8
            symbol __GenericDict_b, 8, 16
            symbol __GenericDict_c, 8, 8
            symbol __FrozenObj_a, 8, 16
            symbol __FrozenObj_b, 8, 16
            symbol __FrozenObj_c, 8, 16
            symbol rest, 0, 300

            .section .rodata
        .Lconstant:
            .long 42
            .balign 8
            .globl __dehydrated_data
        __dehydrated_data:
            .long _ZTV1A - 24 - .
            .byte 24 << 3                   # A: one series at 8, 24 bytes less than an object
            .quad -24, 8, 1
            .byte 8 << 3
            .long 0x01000000, 0x20
            .byte 3 | 0 << 3
            .byte 8 << 3
            .long 0, 0xa
            .byte 16 << 3                   # B: elements of 24 bytes, a reference, 8 bytes, a reference
            .quad 1, 0x800000001
            .byte 16 << 3
            .quad 16, -2
            .byte 8 << 3
            .long 0x81000018, 0x18
            .byte 4 | 1 << 3
            .long .Lconstant - .
            .byte 1 | 4 << 3
            .byte 8 << 3
            .long 0, 0xb
            .byte 8 << 3                    # C: one virtual method, and a word that looks like a count of references of E
            .long 0, 7
            .byte 5 | 1 << 3
            .long answer - .
            .byte 8 << 3
            .long 1, 0xc
            .byte 2 | 1 << 3
            .byte 1 | 4 << 3
            .byte 8 << 3
            .quad 1
            .byte 24 << 3                   # E
            .long 0x01000000, 0x18, 0, 0, 0, 0xe
            .byte 24 << 3                   # D
            .long 0, 9, 0, 0, 0, 0xd
            .byte 16 << 3                   # dictionaries
            .quad 0x77, 0xd1
            .byte 24 << 3
            .quad 0x88, 0xd2, 0xd3
            .byte 16 << 3
            .quad 0x99, 0xd4
            .byte 1 | 8 << 3                # objects
            .byte 3 | 2 << 3
            .byte 16 << 3
            .quad 0xf1, 0
            .byte 3 | 2 << 3
            .byte 16 << 3
            .quad 0xf2, 0
            .byte 3 | 2 << 3
            .byte 8 << 3
            .quad 0xf3
            .byte 1 | 30 << 3, 0x10, 0x01   # 300 zeros
        .Lend:
            .long _ZTV1C - .
            .long _ZTV1A - .
            .long _ZTV1B - .

            .data
            .globl header
        header:
            .quad __dehydrated_data, __dehydrated_data + (.Lend - __dehydrated_data), .Lconstant
            .section .note.GNU-stack, "", @progbits
        """;

    private const string Program = """
        #include <stdint.h>
        #include <stdio.h>
        extern int64_t a[] __asm__("_ZTV1A"), b[] __asm__("_ZTV1B"), c[] __asm__("_ZTV1C"), d[] __asm__("_ZTV1D"), e[] __asm__("_ZTV1E");
        extern int64_t da[] __asm__("__GenericDict_a"), db[] __asm__("__GenericDict_b"), dc[] __asm__("__GenericDict_c");
        extern int64_t fa[] __asm__("__FrozenObj_a"), fb[] __asm__("__FrozenObj_b"), fc[] __asm__("__FrozenObj_c");
        extern char rest[300];
        extern char *header[];
        int answer(void) { return 7; }
        static char *far(int64_t *at) { return (char *)at + *(int32_t *)at; }
        int main(void)
        {
            printf("A %lld %lld %lld %llx %d %llx\n", a[-3], a[-2], a[-1], a[0], a[1] == (int64_t)c, a[2]);
            printf("B %llx %llx %lld %lld %llx %d %llx\n", b[-4], b[-3], b[-2], b[-1], b[0], *(int *)far(b + 1), b[2]);
            printf("C %llx %d %llx %d %lld\n", c[0], ((int (*)(void))c[1])(), c[2], far(c + 3) == (char *)a, c[4]);
            printf("D %llx %llx\n", d[0], d[2]);
            printf("E %llx %llx\n", e[0], e[2]);
            printf("dictionaries %llx %llx %llx %llx %llx %llx %llx\n", da[-1], da[0], db[-1], db[0], db[1], dc[-1], dc[0]);
            printf("objects %d %llx %d %llx %d %llx\n", fa[0] == (int64_t)b, fa[1], fb[0] == (int64_t)b, fb[1], fc[0] == (int64_t)b, fc[1]);
            printf("rest %d %d\n", rest[0], rest[299]);
            printf("order %d %d %d %d\n", b < c, c < a && a < e, db < da, (int)(dc - da));
            printf("constant %d %d\n", a < (int64_t *)header, d < (int64_t *)header);
            printf("packed %d\n", (int)(header[1] - header[0]));
            db[0] = 5;
            return 0;
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task PackedData_LieUnpacked_AndTheUsedOnesFirst()
    {
        var file = ObjectFile.Read(await AssembledAsync(Packed));
        Assert.False(DataLayout.IsDone(file));
        DataLayout.Apply(file, new HashSet<string> { "_ZTV1C", "__GenericDict_b", "unknown" });
        Assert.True(DataLayout.IsDone(file));
        await using (var output = File.Create(_folder.Path("new.o")))
            file.Write(output);

        // The type of objects counts as used. The last of a kind keeps its place.
        Assert.Equal(
            """
            A -24 8 1 2001000000 1 a00000000
            B 1 800000001 16 -2 1881000018 42 b00000000
            C 700000000 7 c00000001 1 1
            D 900000000 d00000000
            E 1801000000 e00000000
            dictionaries 77 d1 88 d2 d3 99 d4
            objects 1 f1 1 f2 1 f3
            rest 0 0
            order 1 1 1 2
            constant 1 0
            packed 4

            """, await RunAsync("new.o"));
    }

    [Theory]
    [InlineData(".byte 1 | 30 << 3, 0x10, 0x01", ".byte 6", "unknown command 6")]
    [InlineData(".byte 1 | 30 << 3, 0x10, 0x01", ".byte 1 | 2 << 3", "the packed data is not as expected")]
    [InlineData(".byte 1 | 30 << 3, 0x10, 0x01", ".byte 1 | 31 << 3, 0x10, 0x01, 0x01", "the packed data is not as expected")]
    [InlineData("__dehydrated_data + (.Lend - __dehydrated_data)", "0", "nothing names the end of __dehydrated_data")]
    [InlineData("__dehydrated_data", "__packed_data", "the compiler packs data in another way")]
    [InlineData(".hydrated", ".other", "no empty section .hydrated")]
    [InlineData(".long _ZTV1B - .", ".long _ZTV1B - .\n.globl other\nother: .long 1", "__dehydrated_data is not the last of .rodata")]
    [InlineData("header:", "header: .quad _ZTV1A + 30", "something names _ZTV1A and 29 bytes, which no longer lie side by side")]
    [InlineData("0x18, 0, 0, 0, 0xe", "0x18, 0, 0, 4, 0xe", "the data at _ZTV1E are not as expected")]
    public async Task OtherData_IsAClearError(string part, string other, string error)
    {
        Assert.Contains(part, Packed, StringComparison.Ordinal);
        var file = ObjectFile.Read(await AssembledAsync(Packed.Replace(part, other, StringComparison.Ordinal)));
        var thrown = Assert.Throws<InvalidDataException>(() => DataLayout.Apply(file, new HashSet<string>()));
        Assert.Contains(error, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FileOfAnotherKind_IsAClearError()
    {
        var thrown = Assert.Throws<InvalidDataException>(() => ObjectFile.Read("#!/bin/sh\n"u8.ToArray()));
        Assert.Contains("not an ELF file", thrown.Message, StringComparison.Ordinal);
    }

    private async Task<byte[]> AssembledAsync(string text)
    {
        Tool.Need("/usr/bin/gcc", "gcc");
        var (code, said) = await Tool.RunAsync("/usr/bin/gcc", ["-c", "-o", _folder.Path("packed.o"), _folder.Write("packed.s", text)]);
        Assert.True(code == 0, said);
        return await File.ReadAllBytesAsync(_folder.Path("packed.o"));
    }

    private async Task<string> RunAsync(string name)
    {
        var (code, said) = await Tool.RunAsync(
            "/usr/bin/gcc", ["-w", "-no-pie", "-o", _folder.Path("program"), _folder.Write("main.c", Program), _folder.Path(name)]);
        Assert.True(code == 0, said);
        (code, said) = await Tool.RunAsync(_folder.Path("program"), []);
        Assert.True(code == 0, said);
        return said;
    }
}

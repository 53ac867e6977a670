using System.Formats.Asn1;
using System.Text;
using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>The kind of a server's message: its application tag (RFC 4511 section 4.2).</summary>
internal enum LdapAnswerKind
{
    Bind = 1,
    Entry = 4,
    SearchDone = 5,
    Reference = 19,
    Extended = 24,
}

/// <summary>
/// Writes and parses the LDAP messages that a check needs, in BER (RFC 4511 sections 4 and 5.1). Texts are bytes as Latin-1.
/// </summary>
internal static class LdapMessage
{
    private const string StartTlsOid = "1.3.6.1.4.1.1466.20037";

    // Application tags of the requests.
    private const int BindRequest = 0;
    private const int UnbindRequest = 2;
    private const int SearchRequest = 3;
    private const int ExtendedRequest = 23;

    /// <summary>A simple bind of version 3.</summary>
    public static byte[] Bind(int id, string dn, string password) => Request(id, Application(BindRequest), writer =>
    {
        writer.WriteInteger(3);
        Write(writer, dn);
        Write(writer, password, new Asn1Tag(TagClass.ContextSpecific, 0));
    });

    /// <summary>A search for just the entry with this DN, (objectClass=*), without its attributes.</summary>
    public static byte[] Search(int id, string dn) => Request(id, Application(SearchRequest), writer =>
    {
        Write(writer, dn);
        writer.WriteEnumeratedValue(Scope.Base);
        writer.WriteEnumeratedValue(Aliases.Never);
        writer.WriteInteger(0); // entries: no limit but the server's
        writer.WriteInteger(0); // seconds: the deadline is ours
        writer.WriteBoolean(false);
        Write(writer, "objectClass", new Asn1Tag(TagClass.ContextSpecific, 7)); // "is present"
        using (writer.PushSequence())
            Write(writer, "1.1"); // no attributes (section 4.5.1.8)
    });

    /// <summary>The request to start TLS on this connection (section 4.14).</summary>
    public static byte[] StartTls(int id) => Request(
        id, Application(ExtendedRequest), writer => Write(writer, StartTlsOid, new Asn1Tag(TagClass.ContextSpecific, 0)));

    /// <summary>The end of the session; it has no answer.</summary>
    public static byte[] Unbind(int id)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(id);
            writer.WriteNull(new Asn1Tag(TagClass.Application, UnbindRequest));
        }

        return writer.Encode();
    }

    /// <param name="message">A complete LDAPMessage.</param>
    /// <exception cref="IoFailureException">The message is not an answer to such a request.</exception>
    public static LdapAnswer Parse(ReadOnlyMemory<byte> message)
    {
        try
        {
            var envelope = new AsnReader(message, AsnEncodingRules.BER).ReadSequence();
            if (!envelope.TryReadInt32(out var id))
                throw NotLdap();
            var tag = envelope.PeekTag();
            if (tag.TagClass != TagClass.Application)
                throw NotLdap();
            var kind = (LdapAnswerKind)tag.TagValue;
            var operation = envelope.ReadSequence(tag);
            return kind switch
            {
                LdapAnswerKind.Entry => new LdapAnswer(id, kind, Text: Read(operation)),
                LdapAnswerKind.Reference => new LdapAnswer(id, kind),
                LdapAnswerKind.Bind or LdapAnswerKind.SearchDone or LdapAnswerKind.Extended => Result(id, kind, operation),
                _ => throw NotLdap(),
            };
        }
        catch (AsnContentException)
        {
            throw NotLdap();
        }
    }

    public static IoFailureException NotLdap() => new(IoFailure.Malformed, "connected, but the answer is not LDAP");

    /// <summary>LDAPResult: result code, matched DN, diagnostic message.</summary>
    private static LdapAnswer Result(int id, LdapAnswerKind kind, AsnReader operation)
    {
        var code = operation.ReadEnumeratedBytes().Span;
        if (code.Length > sizeof(short))
            throw NotLdap();
        _ = Read(operation);
        return new LdapAnswer(id, kind, code.Length == 1 ? code[0] : (code[0] << 8) | code[1], Read(operation));
    }

    private static byte[] Request(int id, Asn1Tag operation, Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(id);
            using (writer.PushSequence(operation))
                write(writer);
        }

        return writer.Encode();
    }

    private static Asn1Tag Application(int value) => new(TagClass.Application, value, isConstructed: true);

    private static void Write(AsnWriter writer, string text, Asn1Tag? tag = null) =>
        writer.WriteOctetString(Encoding.Latin1.GetBytes(text), tag);

    private static string Read(AsnReader reader) => Encoding.Latin1.GetString(reader.ReadOctetString());

    private enum Scope
    {
        Base,
    }

    private enum Aliases
    {
        Never,
    }
}

using System.Buffers.Binary;
using System.Text;

namespace Ldirectord.Tests.Web;

/// <summary>ExportMetricsServiceRequest of opentelemetry-proto, decoded by its field numbers.</summary>
internal sealed record OtlpMessage(Dictionary<string, string> Resource, Dictionary<string, OtlpMetric> Metrics)
{
    public static OtlpMessage Read(byte[] bytes)
    {
        var message = new OtlpMessage([], []);
        foreach (var resource in Fields(bytes).Where(field => field.Number == 1))
        {
            foreach (var attributes in Of(resource, 1))
                ReadAttributes(attributes, 1, message.Resource);
            foreach (var scope in Of(resource, 2))
            {
                var name = Of(scope, 1).SelectMany(inner => Of(inner, 1)).Single().Text;
                foreach (var metric in Of(scope, 2).Select(metric => OtlpMetric.Read(metric, name)))
                    message.Metrics.Add(metric.Name, metric);
            }
        }

        return message;
    }

    public static IEnumerable<Field> Of(Field message, int number) => Fields(message.Bytes).Where(field => field.Number == number);

    public static Dictionary<string, string> ReadAttributes(Field message, int number, Dictionary<string, string> into)
    {
        foreach (var pair in Of(message, number))
            into.Add(Of(pair, 1).Single().Text, Of(pair, 2).SelectMany(value => Of(value, 1)).SingleOrDefault()?.Text ?? "");
        return into;
    }

    public static List<Field> Fields(byte[] bytes)
    {
        var fields = new List<Field>();
        for (var i = 0; i < bytes.Length;)
        {
            var tag = Varint(bytes, ref i);
            var length = (tag & 7) switch { 1 => 8, 5 => 4, 2 => (int)Varint(bytes, ref i), _ => 0 };
            var content = bytes[i..(i + length)];
            i += length;
            fields.Add(new Field((int)(tag >> 3), (tag & 7) switch
            {
                0 => Varint(bytes, ref i),
                1 => BinaryPrimitives.ReadUInt64LittleEndian(content),
                2 => 0,
                _ => throw new InvalidDataException($"wire type {tag & 7}"),
            }, content));
        }

        return fields;
    }

    private static ulong Varint(byte[] bytes, ref int i)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            value |= (ulong)(bytes[i] & 0x7F) << shift;
            if (bytes[i++] < 0x80)
                return value;
        }
    }

    internal sealed record Field(int Number, ulong Integer, byte[] Bytes)
    {
        public string Text => Encoding.UTF8.GetString(Bytes);

        public double Double => BitConverter.UInt64BitsToDouble(Integer);

        public ulong[] Packed => [.. Bytes.Chunk(8).Select(eight => BinaryPrimitives.ReadUInt64LittleEndian(eight))];
    }
}

/// <param name="Kind">"gauge", "sum" or "histogram".</param>
/// <param name="Temporality">2 is cumulative.</param>
/// <param name="Points">By their attributes, as in <c>a="1",b="2"</c>, sorted.</param>
internal sealed record OtlpMetric(
    string Name, string Help, string Unit, string Scope, string Kind, ulong Temporality, bool IsMonotonic,
    Dictionary<string, OtlpPoint> Points)
{
    public static OtlpMetric Read(OtlpMessage.Field metric, string scope)
    {
        string Text(int number) => OtlpMessage.Of(metric, number).SingleOrDefault()?.Text ?? "";
        var data = OtlpMessage.Fields(metric.Bytes).Single(field => field.Number is 5 or 7 or 9);
        ulong Number(int number) => OtlpMessage.Of(data, number).SingleOrDefault()?.Integer ?? 0;
        var isHistogram = data.Number == 9;
        return new OtlpMetric(
            Text(1), Text(2), Text(3), scope, data.Number switch { 5 => "gauge", 7 => "sum", _ => "histogram" }, Number(2), Number(3) == 1,
            OtlpMessage.Of(data, 1).Select(point => OtlpPoint.Read(point, isHistogram)).ToDictionary(point => point.Attributes));
    }
}

/// <param name="Value">Of a histogram, its sum.</param>
/// <param name="Start">Nanoseconds since 1970.</param>
internal sealed record OtlpPoint(
    string Attributes, double Value, ulong Start, ulong Time, ulong Count, ulong[] Buckets, double[] Bounds, bool HasExtremes)
{
    public static OtlpPoint Read(OtlpMessage.Field point, bool isHistogram)
    {
        var fields = OtlpMessage.Fields(point.Bytes).Where(field => field.Number != (isHistogram ? 9 : 7))
            .ToDictionary(field => field.Number);
        var attributes = OtlpMessage.ReadAttributes(point, isHistogram ? 9 : 7, []);
        return new OtlpPoint(
            string.Join(',', attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}=\"{pair.Value}\"")),
            isHistogram ? fields[5].Double : fields.TryGetValue(6, out var integer) ? (long)integer.Integer : fields[4].Double,
            fields.GetValueOrDefault(2)?.Integer ?? 0,
            fields[3].Integer,
            isHistogram ? fields[4].Integer : 0,
            isHistogram ? fields[6].Packed : [],
            isHistogram ? [.. fields[7].Packed.Select(BitConverter.UInt64BitsToDouble)] : [],
            isHistogram && (fields.ContainsKey(11) || fields.ContainsKey(12)));
    }
}

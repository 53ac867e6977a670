using System.Text;

namespace Ldirectord.Web;

/// <summary>The series of one metric, as the text format has them.</summary>
/// <param name="Type">"counter", "gauge", "histogram" and the like.</param>
/// <param name="Samples">Lines that end with a line feed: <c>name{labels} value</c>.</param>
internal readonly record struct MetricFamily(string Name, string Type, string Help, StringBuilder Samples);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-encoding.h"

#include <gio/gio.h>

#define BLOCK (64 * 1024)

/* What people write shrinks to a tenth. A bomb shrinks to a thousandth; below this size it does no harm. */
#define MAX_RATIO 100
#define HARMLESS (256 * 1024)

/**
 * pd_platform_inflate:
 * @bytes: gzip, from outside
 * @limit: how many bytes may come of it
 * @inflated: (out) (transfer full) (nullable): what came of it
 *
 * Never holds more than @limit and one block.
 */
PdPlatformInflated
pd_platform_inflate (GBytes *bytes, gsize limit, GBytes **inflated)
{
  g_autoptr (GConverter) decompressor = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autofree guint8 *block = g_malloc (BLOCK);
  GConverterResult result = G_CONVERTER_CONVERTED;
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  *inflated = NULL;
  while (result != G_CONVERTER_FINISHED)
    {
      gsize n_read = 0, n_written = 0;

      result = g_converter_convert (decompressor, data, size, block, BLOCK, G_CONVERTER_INPUT_AT_END, &n_read,
                                    &n_written, NULL);
      if (result == G_CONVERTER_ERROR)
        return PD_PLATFORM_INFLATED_DAMAGED;
      data += n_read;
      size -= n_read;
      if (out->len + n_written > limit ||
          (out->len + n_written > HARMLESS && out->len + n_written > MAX_RATIO * g_bytes_get_size (bytes)))
        return PD_PLATFORM_INFLATED_TOO_LARGE;
      g_byte_array_append (out, block, (guint) n_written);
    }
  if (size > 0)
    return PD_PLATFORM_INFLATED_DAMAGED;
  *inflated = g_byte_array_free_to_bytes (g_steal_pointer (&out));
  return PD_PLATFORM_INFLATED;
}

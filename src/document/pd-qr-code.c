/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-qr-code.h"

#include <qrencode.h>

struct _PdQrCode
{
  QRcode *code; /* (owned) */
};

/**
 * pd_qr_code_new:
 * @text: what is to be read; it comes from outside, and a long text does not fit
 *
 * Returns: (transfer full) (nullable): the code; %NULL when there can be none of this text
 */
PdQrCode *
pd_qr_code_new (const char *text)
{
  QRcode *code = *text != '\0' ? QRcode_encodeString8bit (text, 0, QR_ECLEVEL_M) : NULL;
  PdQrCode *self;

  if (code == NULL)
    return NULL;
  self = g_new0 (PdQrCode, 1);
  self->code = code;
  return self;
}

void
pd_qr_code_free (PdQrCode *self)
{
  QRcode_free (self->code);
  g_free (self);
}

/** pd_qr_code_get_size: Returns: how many modules a side has, without the quiet zone */
guint
pd_qr_code_get_size (const PdQrCode *self)
{
  return (guint) self->code->width;
}

/** pd_qr_code_is_dark: @x: from the left @y: from the top; what is outside is light */
gboolean
pd_qr_code_is_dark (const PdQrCode *self, guint x, guint y)
{
  guint size = pd_qr_code_get_size (self);

  return x < size && y < size && (self->code->data[y * size + x] & 1) != 0;
}

/**
 * pd_qr_code_to_blocks:
 * @self: a code
 *
 * Returns: (transfer full): the code for a terminal, two rows of modules a line; light modules are drawn, as terminals
 *   are usually dark
 */
char *
pd_qr_code_to_blocks (const PdQrCode *self)
{
  static const char *const blocks[] = { "█", "▄", "▀", " " }; /* none dark, above, below, both */
  guint side = pd_qr_code_get_size (self) + 2 * PD_QR_CODE_QUIET;
  GString *text = g_string_new (NULL);

  for (guint y = 0; y < side; y += 2)
    {
      for (guint x = 0; x < side; x++)
        {
          /* What lies in the quiet zone wraps round to far outside. */
          gboolean above = pd_qr_code_is_dark (self, x - PD_QR_CODE_QUIET, y - PD_QR_CODE_QUIET);
          gboolean below = pd_qr_code_is_dark (self, x - PD_QR_CODE_QUIET, y + 1 - PD_QR_CODE_QUIET);

          g_string_append (text, blocks[(above ? 1 : 0) + (below ? 2 : 0)]);
        }
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

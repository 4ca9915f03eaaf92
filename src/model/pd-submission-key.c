/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-submission-key.h"

#define PREFIX "PD"
#define BITS_A_CHARACTER 5

/**
 * pd_submission_key:
 * @seller_tax_number: (nullable): the seller's: two companies never have one key, whatever ids their orders are given
 * @order_id: the order's id
 * @generation: 1 for its first key; one more only after the provider keeps a definitive failure under the one before
 *
 * Makes the idempotency key that an order is submitted under. It follows from seller and order alone, so that a platform
 * that was restored from a backup, or made anew, asks under the same keys and is told what was issued then. The order's
 * number would not do: two desks without a network may give the same one.
 *
 * Returns: (transfer full): 20 characters of A-Z and 0-9, 90 bits of a SHA-256 after a prefix
 */
char *
pd_submission_key (const char *seller_tax_number, const char *order_id, guint generation)
{
  /* Without I, L, O and U: a person reads it out on the telephone. */
  static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text =
      g_strdup_printf ("submission\n%s\n%s\n%u", seller_tax_number != NULL ? seller_tax_number : "", order_id,
                       generation);
  GString *key = g_string_new (PREFIX);
  guint8 digest[32];
  gsize length = sizeof digest;
  guint bits = 0, held = 0;

  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &length);
  for (guint next = 0; key->len < PD_SUBMISSION_KEY_LENGTH;)
    {
      if (held < BITS_A_CHARACTER)
        {
          bits = (bits << 8 | digest[next++]) & 0xFFFF;
          held += 8;
        }
      held -= BITS_A_CHARACTER;
      g_string_append_c (key, alphabet[bits >> held & 31]);
    }
  return g_string_free (key, FALSE);
}

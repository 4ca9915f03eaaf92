/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <poppler.h>

#include "ofd/pd-ofd-certificate.h"
#include "ofd/pd-ofd-der.h"
#include "ofd/pd-ofd-document.h"
#include "reading/pd-signature.h"

G_BEGIN_DECLS

GPtrArray *pd_signatures_check_pdf (GBytes *bytes, GCancellable *cancellable, GError **error);
GPtrArray *pd_signatures_of_pdf (PopplerDocument *pdf, GBytes *bytes, GCancellable *cancellable);

GPtrArray *pd_signatures_check_ofd (GBytes *bytes, GCancellable *cancellable, GError **error);
GPtrArray *pd_signatures_of_ofd (PdOfdDocument *document, GCancellable *cancellable);
gboolean pd_signature_container_is_whole (const char *text, gsize size);
GBytes *pd_signature_container_find_signer (const char *text, gsize size, GBytes *message);
GByteArray *pd_signature_decode_digits (const char *text, gsize size);
GByteArray *pd_signature_decode_container (const char *text, gsize size, PdOfdDer *root);

/* The bytes that a signature of a PDF file covers: from its begin to @gap, and from @after to @size. */
typedef struct
{
  gsize at; /* where it is said */
  gsize gap, after, size;
} PdSignatureRange;

GBytes *pd_signature_range_join (const PdSignatureRange *self, const char *data);
gboolean pd_signature_check_own (PdSignature *signature, GBytes *pdf, const PdSignatureRange *range);
GBytes *pd_pdf_find_certificate (GBytes *pdf, gsize at);

GPtrArray *pd_trusted_certificates (void);
void pd_signature_take_certificate (PdSignature *self, PdOfdCertificate *certificate);

G_END_DECLS

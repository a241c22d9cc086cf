# docker build --tag trainscope .
# docker run --rm --publish 8501:8501 --read-only --tmpfs /tmp trainscope
#
# For another build of PyTorch, say for a GPU, name its index:
# --build-arg TORCH_INDEX=https://download.pytorch.org/whl/cu130

FROM python:3.11-slim AS packages
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
RUN python -m venv /packages
ENV PATH=/packages/bin:$PATH
WORKDIR /build
COPY requirements.txt .
# torch first, from its own index: PyPI has the build with several GB of CUDA.
RUN pip install --no-cache-dir --index-url "$TORCH_INDEX" "$(grep '^torch==' requirements.txt)" \
    && pip install --no-cache-dir --requirement requirements.txt

FROM python:3.11-slim
# Hugging Face Spaces and most clusters run images as this user.
RUN useradd --uid 1000 --create-home trainscope
COPY --from=packages /packages /packages
WORKDIR /app
COPY dashboard.py trainscope.toml LICENSE ./
COPY .streamlit .streamlit
COPY core core
COPY web web
COPY pages pages
# Compiles the engine for the processor of this machine. On another kind the server does it again, in
# memory, when it starts.
RUN /packages/bin/python -m core.engine
USER 1000
# HOME is writable even with a read-only root file system.
ENV PATH=/packages/bin:$PATH \
    HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    STREAMLIT_SERVER_ADDRESS=0.0.0.0 \
    STREAMLIT_SERVER_PORT=8501 \
    STREAMLIT_LOGGER_HIDE_WELCOME_MESSAGE=true \
    TRAINSCOPE_LOG_FORMAT=json
EXPOSE 8501
# urlopen raises for a status other than 200, and the check fails.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"STREAMLIT_SERVER_PORT\"]}/healthz', timeout=4)"]
CMD ["streamlit", "run", "dashboard.py"]
